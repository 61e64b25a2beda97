package dev.naust.testkit;

/** One part of the contract; {@link StoreContract} gives it the store. */
abstract class ContractGroup {

    /** The open store of the running test. */
    abstract TestStore store();
}
