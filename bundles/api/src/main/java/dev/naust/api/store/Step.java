package dev.naust.api.store;

/** The steps on the way to a store that answers, in their order. Which of them there are depends on the technology. */
public enum Step {
    /** The configuration is valid and its references can be followed. */
    CONFIGURATION,
    /** The host's name has an address, and the server's policy allows it. */
    NAME_LOOKUP,
    /** Something of the right kind listens there. */
    CONNECT,
    /** The connection is encrypted as asked. */
    TLS,
    /** The server takes the user and the password. */
    SIGN_IN,
    /** The user may do what a store has to. */
    PERMISSION,
    /** The file or folder is there, or can be made. */
    PATH,
    READABLE,
    WRITABLE,
    /** What lies there is of the provider's form. */
    FORMAT,
    /** The opened store answers. */
    ANSWER
}
