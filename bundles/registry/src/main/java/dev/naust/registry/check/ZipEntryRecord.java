package dev.naust.registry.check;

/**
 * An entry of an archive, as its directory and its own header agree on it.
 *
 * @param data where its content begins in the file
 * @param compressed how long its content is in the file
 * @param size how long its content says to be when it is unpacked
 * @param isDeflated whether its content is compressed
 */
record ZipEntryRecord(String name, long data, long compressed, long size, long crc, boolean isDeflated) {
    boolean isFolder() {
        return name.endsWith("/");
    }
}
