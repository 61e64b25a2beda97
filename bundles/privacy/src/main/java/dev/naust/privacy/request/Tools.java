package dev.naust.privacy.request;

import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreRegistry;
import dev.naust.privacy.consent.Withdrawal;
import dev.naust.privacy.find.Harbour;
import dev.naust.privacy.ledger.LedgerRecords;
import dev.naust.privacy.map.MapFile;
import dev.naust.privacy.pack.PackageFiles;
import dev.naust.privacy.secret.Pseudonyms;
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
        Clock clock) {

    /** Stores for one piece of work; the caller closes it. */
    Harbour harbour() {
        return new Harbour(stores, storage);
    }
}
