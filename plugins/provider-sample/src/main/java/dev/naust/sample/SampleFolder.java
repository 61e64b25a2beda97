package dev.naust.sample;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The folder: which file belongs to which collection, and changes to files. A file is never outside of the folder. */
final class SampleFolder {
    static final String SUFFIX = ".tsv";

    private final Path folder;

    SampleFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    List<DatasetId> collections() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(SampleFolder::isPlainFile)
                    .map(file -> file.getFileName().toString())
                    .filter(SampleFolder::isCollection)
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

    /** Makes a file that holds nothing but its first line. */
    void create(DatasetId id, byte[] header) {
        Path file = file(id);
        try {
            Files.write(file, header, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(
                    SampleErrorCode.FILE_EXISTS,
                    "The file " + file + " is there already; drop it or choose another name",
                    e);
        } catch (IOException e) {
            throw failed("The file " + file + " cannot be made", e);
        }
    }

    /** Deletes a collection's file, if it is there. */
    void delete(DatasetId id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw failed("The file of \"" + id + "\" cannot be deleted", e);
        }
    }

    /** A new, empty file beside the others, which no listing shows. */
    Path newPart() throws IOException {
        return Files.createTempFile(folder, ".naust-", ".part");
    }

    /** Appends finished lines to a file, all of them or none; one writer at a time. */
    synchronized void append(Path part, Path file) throws IOException {
        try (FileChannel from = FileChannel.open(part);
                FileChannel to = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long before = to.size();
            try {
                to.position(before);
                if (!endsWithLineBreak(to, before)) {
                    to.write(ByteBuffer.wrap(new byte[] {'\n'}));
                }
                for (long done = 0; done < from.size(); ) {
                    done += from.transferTo(done, from.size() - done, to);
                }
                to.force(true);
            } catch (IOException e) {
                to.truncate(before);
                throw e;
            }
        }
    }

    static StoreException failed(String what, Exception cause) {
        return new StoreException(
                SampleErrorCode.INPUT_OUTPUT,
                what + ": " + cause.getMessage() + ". Check that the disk has room and that Naust may write there",
                cause);
    }

    private Path file(DatasetId id) {
        String name = id.name() + SUFFIX;
        if (id.path().size() != 1 || name.indexOf('\0') >= 0 || !isCollection(name)) {
            throw noSuchFile(id);
        }
        Path file = folder.resolve(name).normalize();
        if (!folder.equals(file.getParent()) || !file.endsWith(name)) {
            throw noSuchFile(id);
        }
        return file;
    }

    private static boolean endsWithLineBreak(FileChannel file, long size) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return size > 0 && file.read(last, size - 1) == 1 && last.get(0) == '\n';
    }

    private static boolean isCollection(String fileName) {
        return fileName.endsWith(SUFFIX) && fileName.length() > SUFFIX.length() && !fileName.startsWith(".");
    }

    private static boolean isPlainFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private StoreException noSuchFile(DatasetId id) {
        return new StoreException(
                SampleErrorCode.NO_SUCH_FILE,
                "The folder " + folder + " has no file \"" + id + SUFFIX
                        + "\"; its list of collections names those it has");
    }
}
