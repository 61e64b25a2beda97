package dev.naust.csv;

import de.siegmar.fastcsv.writer.CsvWriter.CsvWriterBuilder;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.naust.api.model.DatasetId;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The folder and how its files are written: UTF-8, one delimiter, quotes where needed. */
final class CsvFolder {
    private static final String SUFFIX = ".csv";

    private final Path folder;
    private final char delimiter;

    CsvFolder(Path folder, char delimiter) {
        this.folder = folder;
        this.delimiter = delimiter;
    }

    char delimiter() {
        return delimiter;
    }

    Path path() {
        return folder;
    }

    List<DatasetId> collections() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isCollection(file.getFileName().toString()))
                    .filter(CsvFolder::isPlainFile)
                    .map(file -> file.getFileName().toString())
                    .map(name -> DatasetId.of(name.substring(0, name.length() - SUFFIX.length())))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed("The folder " + folder + " cannot be listed", e);
        }
    }

    /** The file of a collection that exists. */
    Path existing(DatasetId id) {
        Path file = file(id);
        if (!isPlainFile(file)) {
            throw noSuchFile(id);
        }
        return file;
    }

    /** Where the file of a collection is or would be, always directly in the folder. */
    Path file(DatasetId id) {
        String name = id.name() + SUFFIX;
        if (id.path().size() != 1 || name.indexOf('\0') >= 0) {
            throw noSuchFile(id);
        }
        Path file = folder.resolve(name).normalize();
        boolean inside = folder.equals(file.getParent()) && file.endsWith(name);
        if (!inside || !isCollection(name)) {
            throw noSuchFile(id);
        }
        return file;
    }

    /** Makes a file with a header line, whole or not at all. */
    void create(DatasetId id, List<String> columns) {
        Path file = file(id);
        try {
            Path part = newPart();
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    writer(out).writeRecord(columns).close();
                }
                publishNew(part, file);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(
                    CsvErrorCode.FILE_EXISTS,
                    "The file " + file + " is there already; drop it or choose another name",
                    e);
        } catch (IOException e) {
            throw failed("The file " + file + " cannot be made", e);
        }
    }

    /** A new, empty file beside the others, which no listing shows. */
    Path newPart() throws IOException {
        return Files.createTempFile(folder, ".naust-", ".part");
    }

    /** Puts a finished part in a collection's place at once. */
    void replace(Path part, Path file) throws IOException {
        force(part);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
    }

    /** How records are written; the caller closes the stream. */
    de.siegmar.fastcsv.writer.CsvWriter writer(OutputStream out) {
        CsvWriterBuilder builder = de.siegmar.fastcsv.writer.CsvWriter.builder()
                .fieldSeparator(delimiter)
                .quoteStrategy(QuoteStrategies.EMPTY);
        return builder.build(out, StandardCharsets.UTF_8);
    }

    static StoreException failed(String what, Exception cause) {
        return new StoreException(
                CsvErrorCode.INPUT_OUTPUT,
                what + ": " + cause.getMessage() + ". Check that the disk has room and that Naust may write there",
                cause);
    }

    private void publishNew(Path part, Path file) throws IOException {
        force(part);
        Files.move(part, file);
        forceFolder();
    }

    private void forceFolder() throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            force(folder);
        }
    }

    private static void force(Path path) throws IOException {
        StandardOpenOption option = Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    private static boolean isCollection(String fileName) {
        return fileName.endsWith(SUFFIX) && fileName.length() > SUFFIX.length() && !fileName.startsWith(".");
    }

    private static boolean isPlainFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private StoreException noSuchFile(DatasetId id) {
        return new StoreException(
                CsvErrorCode.NO_SUCH_FILE,
                "The folder " + folder + " has no file \"" + id + SUFFIX
                        + "\"; its list of collections names those it has");
    }
}
