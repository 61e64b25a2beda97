package dev.naust.console.security;

import dev.naust.api.service.Accounts.Role;

/** Who may use a route. */
public enum Access {
    /** Everybody, signed in or not. */
    PUBLIC,
    /** Everybody with an account or a token. */
    VIEWER,
    /** Operators and admins. */
    OPERATOR,
    /** Data-protection officers and admins; operators do not see what people asked about themselves. */
    DPO,
    /** Admins. */
    ADMIN;

    /** Whether somebody of this role may. */
    public boolean allows(Role role) {
        return switch (this) {
            case PUBLIC, VIEWER -> true;
            case OPERATOR -> role == Role.ADMIN || role == Role.OPERATOR;
            case DPO -> role == Role.ADMIN || role == Role.DPO;
            case ADMIN -> role == Role.ADMIN;
        };
    }
}
