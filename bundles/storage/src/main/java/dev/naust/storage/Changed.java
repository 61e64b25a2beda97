package dev.naust.storage;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;

/** Is told of every record that may be another one now. Safe for use by several threads. */
interface Changed {

    void record(DatasetId collection, RecordKey key);
}
