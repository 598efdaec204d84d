package dev.promo.auth.account;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface AccountRepository extends Repository<Account, Long> {

    /** One transaction: the person with all their identifiers, or nothing. */
    Account saveAndFlush(Account account);

    Optional<Account> findById(long id);

    @Query("select value(i) from Account a join a.identifiers i where value(i) in :identifiers")
    Set<String> taken(Collection<String> identifiers);
}
