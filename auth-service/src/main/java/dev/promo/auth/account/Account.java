package dev.promo.auth.account;

import dev.promo.auth.token.Role;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.MapKeyEnumerated;
import jakarta.persistence.Table;
import jakarta.persistence.TableGenerator;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A person's row in {@code users}, their keys in {@code identifiers} and what was granted to them in {@code user_roles}.
 *
 * <p>The columns of logins are not mapped: they belong to {@code login}, which changes them by guarded updates.
 */
@Entity
@Table(name = "users")
@SuppressWarnings("UnusedVariable") // some columns are written here and read by SQL elsewhere
class Account {

    /** Dense: an instance takes 50 numbers at a time and loses at most those when it ends. */
    @Id
    @TableGenerator(
            name = "users",
            table = "id_blocks",
            pkColumnName = "name",
            pkColumnValue = "users",
            valueColumnName = "last_id",
            allocationSize = 50)
    @GeneratedValue(strategy = GenerationType.TABLE, generator = "users")
    private @Nullable Long id;

    private String fullName;
    private @Nullable String userName;
    private @Nullable String email;
    private @Nullable String phoneNumber;
    private String passwordHash;
    private @Nullable LocalDate birthday;
    private Instant createdAt;

    /** Written by SQL; what is erased is never read as an account. */
    private @Nullable Instant erasedAt;

    /** The same identifiers as in the columns above, as keys that are unique across people and kinds. */
    @ElementCollection
    @CollectionTable(name = "identifiers", joinColumns = @JoinColumn(name = "user_id"))
    @MapKeyColumn(name = "kind")
    @MapKeyEnumerated(EnumType.STRING)
    @Column(name = "identifier")
    private Map<IdentifierKind, String> identifiers;

    /** Without {@link Role#USER}, which everybody has. */
    @ElementCollection
    @CollectionTable(name = "user_roles", joinColumns = @JoinColumn(name = "user_id"))
    @Column(name = "role", nullable = false)
    @Enumerated(EnumType.STRING)
    private Set<Role> granted;

    @SuppressWarnings("NullAway.Init") // for JPA, which fills the fields
    protected Account() {}

    Account(NewAccount account, Set<Role> roles, String passwordHash, Instant createdAt) {
        this.fullName = account.fullName();
        this.userName = account.identifiers().get(IdentifierKind.USER_NAME);
        this.email = account.identifiers().get(IdentifierKind.EMAIL);
        this.phoneNumber = account.identifiers().get(IdentifierKind.PHONE_NUMBER);
        this.passwordHash = passwordHash;
        this.birthday = account.birthday();
        this.createdAt = createdAt;
        this.identifiers = new TreeMap<>(account.identifiers());
        this.granted = new HashSet<>(roles);
        this.granted.remove(Role.USER);
    }

    /** Leaves the person with these roles and {@link Role#USER}. */
    void grantOnly(Set<Role> roles) {
        granted.retainAll(roles);
        granted.addAll(roles);
        granted.remove(Role.USER);
    }

    Profile profile() {
        return new Profile(storedId(), fullName, userName, email, phoneNumber, birthday);
    }

    UserRoles userRoles() {
        var roles = EnumSet.of(Role.USER);
        roles.addAll(granted);
        return new UserRoles(storedId(), Collections.unmodifiableSet(roles));
    }

    private long storedId() {
        if (id == null) {
            throw new IllegalStateException("not stored yet");
        }
        return id;
    }
}
