package dev.naust.privacy.request;

import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreRegistry;
import dev.naust.privacy.consent.Withdrawal;
import dev.naust.privacy.find.Harbour;
import dev.naust.privacy.ledger.LedgerRecords;
import dev.naust.privacy.map.MapFile;
import dev.naust.privacy.pack.PackageFiles;
import dev.naust.privacy.secret.Pseudonyms;
import dev.naust.privacy.secret.Seal;
import java.nio.file.Path;
import java.time.Clock;

/** What the work on requests stands on. */
record Tools(
        StoreRegistry stores,
        Storage storage,
        MapFile map,
        RequestRecords requests,
        LedgerRecords ledger,
        Withdrawal withdrawal,
        PackageFiles packages,
        Eraser eraser,
        Pseudonyms pseudonyms,
        Copies copies,
        Clock clock) {

    static Tools of(
            Path home,
            ServerState state,
            ServerKeys keys,
            StoreRegistry stores,
            Storage storage,
            Copies copies,
            Clock clock) {
        Pseudonyms pseudonyms = new Pseudonyms(keys);
        return new Tools(
                stores,
                storage,
                new MapFile(home),
                new RequestRecords(state, new Seal(keys)),
                new LedgerRecords(state, pseudonyms),
                new Withdrawal(state, pseudonyms, clock),
                new PackageFiles(home),
                new Eraser(pseudonyms, clock),
                pseudonyms,
                copies,
                clock);
    }

    /** Stores for one piece of work; the caller closes it. */
    Harbour harbour() {
        return new Harbour(stores, storage);
    }
}
