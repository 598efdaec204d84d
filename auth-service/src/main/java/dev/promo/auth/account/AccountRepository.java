package dev.promo.auth.account;

import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface AccountRepository extends Repository<Account, Long> {

    /** One transaction: the person with all their identifiers, or nothing. */
    Account saveAndFlush(Account account);

    @Query("select a from Account a where a.id = :id and a.erasedAt is null")
    Optional<Account> findById(long id);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select a from Account a where a.id = :id and a.erasedAt is null")
    Optional<Account> findByIdForUpdate(long id);

    @Query("select a from Account a join a.identifiers i where value(i) = :identifier")
    Optional<Account> findByIdentifier(String identifier);

    @Query("select value(i) from Account a join a.identifiers i where value(i) in :identifiers")
    Set<String> taken(Collection<String> identifiers);
}
