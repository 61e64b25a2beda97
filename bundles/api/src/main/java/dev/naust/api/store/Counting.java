package dev.naust.api.store;

/** Counts records by reading them, for stores that cannot count where the records lie. */
final class Counting {
    private static final int BATCH = 1_000;
    private static final long BATCH_BYTES = 4 << 20;

    private Counting() {}

    static long byReading(Store store, ReadRequest request) throws InterruptedException {
        long count = 0;
        try (RecordReader reader = store.read(request)) {
            Batch batch;
            do {
                batch = reader.next(BATCH, BATCH_BYTES);
                count += batch.records().size();
                if (Thread.interrupted()) {
                    throw new InterruptedException("Counting " + request.dataset() + " was interrupted");
                }
            } while (!batch.last());
        }
        return count;
    }
}
