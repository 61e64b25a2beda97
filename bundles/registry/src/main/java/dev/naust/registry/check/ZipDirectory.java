package dev.naust.registry.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads an archive's directory and every entry's own header, and refuses whatever two readers could read in two ways: a
 * difference between the two, bytes that belong to nothing, something before the first entry or behind the end.
 */
final class ZipDirectory {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
    private static final int END_LENGTH = 22;
    private static final int ENTRY_LENGTH = 46;
    private static final int LOCAL_LENGTH = 30;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int LARGEST_DIRECTORY = 16 << 20;
    private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
    private static final int SIZES_FOLLOW = 1 << 3;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int UNIX = 3;

    private final FileChannel file;

    private ZipDirectory(FileChannel file) {
        this.file = file;
    }

    /** The entries in the order in which they lie in the file. */
    static List<ZipEntryRecord> read(FileChannel file) throws IOException, BadArchiveException {
        return new ZipDirectory(file).read();
    }

    /** What the directory says of an entry. */
    private record Listed(
            String name, int flags, int method, long crc, long compressed, long size, int mode, long header) {}

    private record End(long directory, long length, int count, long position) {}

    private List<ZipEntryRecord> read() throws IOException, BadArchiveException {
        End end = end();
        if (end.length() > LARGEST_DIRECTORY) {
            throw BadArchiveException.tooLarge("", "has a directory that is larger than any plugin's");
        }
        List<Listed> listed = listed(end);
        List<ZipEntryRecord> entries = new ArrayList<>();
        listed.sort(Comparator.comparingLong(Listed::header));
        long position = 0;
        for (Listed entry : listed) {
            if (entry.header() != position) {
                throw BadArchiveException.of(
                        entry.name(),
                        "does not begin where the entry before it ends: something is hidden between them");
            }
            ZipEntryRecord agreed = agree(entry);
            entries.add(agreed);
            position = agreed.data() + agreed.compressed() + descriptor(entry, agreed);
        }
        if (position != end.directory()) {
            throw BadArchiveException.of("has bytes between its last entry and its directory that belong to nothing");
        }
        return entries;
    }

    private End end() throws IOException, BadArchiveException {
        long size = file.size();
        int length = (int) Math.min(size, END_LENGTH + LONGEST_COMMENT);
        ByteBuffer tail = bytes(size - length, length);
        for (int at = length - END_LENGTH; at >= 0; at--) {
            boolean isEnd =
                    tail.getInt(at) == END_SIGNATURE && unsigned(tail.getShort(at + 20)) == length - END_LENGTH - at;
            if (isEnd) {
                return end(tail, at, size - length + at);
            }
        }
        throw BadArchiveException.of("is truncated or no jar at all: send it again");
    }

    private static End end(ByteBuffer tail, int at, long position) throws BadArchiveException {
        int count = unsigned(tail.getShort(at + 10));
        long length = unsigned(tail.getInt(at + 12));
        long directory = unsigned(tail.getInt(at + 16));
        boolean isZip64 = count == 0xFFFF || length == 0xFFFFFFFFL || directory == 0xFFFFFFFFL;
        if (isZip64) {
            throw BadArchiveException.tooLarge("", "has the form of archives with more than 65,534 entries or 4 GiB");
        }
        boolean isOnePart =
                tail.getShort(at + 4) == 0 && tail.getShort(at + 6) == 0 && unsigned(tail.getShort(at + 8)) == count;
        if (!isOnePart || directory + length != position) {
            throw BadArchiveException.of("has an end that does not fit its directory");
        }
        if (count == 0) {
            throw BadArchiveException.of("is empty");
        }
        return new End(directory, length, count, position);
    }

    private List<Listed> listed(End end) throws IOException, BadArchiveException {
        ByteBuffer directory = bytes(end.directory(), (int) end.length());
        List<Listed> listed = new ArrayList<>();
        for (int number = 0; number < end.count(); number++) {
            if (directory.remaining() < ENTRY_LENGTH || directory.getInt(directory.position()) != ENTRY_SIGNATURE) {
                throw BadArchiveException.of("has a directory that is damaged");
            }
            listed.add(listed(directory));
        }
        if (directory.hasRemaining()) {
            throw BadArchiveException.of("has a directory with more in it than it says");
        }
        return listed;
    }

    private static Listed listed(ByteBuffer directory) throws BadArchiveException {
        int at = directory.position();
        int nameLength = unsigned(directory.getShort(at + 28));
        int rest = unsigned(directory.getShort(at + 30)) + unsigned(directory.getShort(at + 32));
        if (directory.remaining() < ENTRY_LENGTH + nameLength + rest) {
            throw BadArchiveException.of("has a directory that is damaged");
        }
        int system = unsigned(directory.getShort(at + 4)) >> 8;
        int mode = system == UNIX ? directory.getInt(at + 38) >>> 16 : 0;
        Listed listed = new Listed(
                name(directory, at + ENTRY_LENGTH, nameLength),
                unsigned(directory.getShort(at + 8)),
                unsigned(directory.getShort(at + 10)),
                unsigned(directory.getInt(at + 16)),
                unsigned(directory.getInt(at + 20)),
                unsigned(directory.getInt(at + 24)),
                mode,
                unsigned(directory.getInt(at + 42)));
        directory.position(at + ENTRY_LENGTH + nameLength + rest);
        EntryNames.checkKind(listed.name(), listed.mode());
        return listed;
    }

    /** The entry, if its own header says the same of it. */
    private ZipEntryRecord agree(Listed listed) throws IOException, BadArchiveException {
        ByteBuffer local = bytes(listed.header(), LOCAL_LENGTH);
        if (local.getInt(0) != LOCAL_SIGNATURE) {
            throw BadArchiveException.of(listed.name(), "is listed but not there");
        }
        int nameLength = unsigned(local.getShort(26));
        int extra = unsigned(local.getShort(28));
        String name = name(bytes(listed.header() + LOCAL_LENGTH, nameLength), 0, nameLength);
        int flags = unsigned(local.getShort(6));
        if ((flags & ENCRYPTED) != 0 || (listed.flags() & ENCRYPTED) != 0) {
            throw BadArchiveException.of(listed.name(), "is encrypted");
        }
        if (listed.method() != STORED && listed.method() != DEFLATED) {
            throw BadArchiveException.of(listed.name(), "is compressed in a way that jars do not know");
        }
        boolean sizesFollow = (flags & SIZES_FOLLOW) != 0;
        boolean agrees = name.equals(listed.name())
                && unsigned(local.getShort(8)) == listed.method()
                && sizesFollow == ((listed.flags() & SIZES_FOLLOW) != 0)
                && same(unsigned(local.getInt(14)), listed.crc(), sizesFollow)
                && same(unsigned(local.getInt(18)), listed.compressed(), sizesFollow)
                && same(unsigned(local.getInt(22)), listed.size(), sizesFollow)
                && (listed.method() == DEFLATED || listed.compressed() == listed.size());
        if (!agrees) {
            throw BadArchiveException.of(listed.name(), "is another entry in the directory than in its own header");
        }
        long data = listed.header() + LOCAL_LENGTH + nameLength + extra;
        if (data + listed.compressed() > file.size()) {
            throw BadArchiveException.of(listed.name(), "goes beyond the end of the file");
        }
        return new ZipEntryRecord(
                name, data, listed.compressed(), listed.size(), listed.crc(), listed.method() == DEFLATED);
    }

    private static boolean same(long local, long listed, boolean mayBeLeftOut) {
        return local == listed || mayBeLeftOut && local == 0;
    }

    /** The length of what repeats an entry's sizes behind it; 0 when nothing does. */
    private int descriptor(Listed listed, ZipEntryRecord entry) throws IOException, BadArchiveException {
        if ((listed.flags() & SIZES_FOLLOW) == 0) {
            return 0;
        }
        long at = entry.data() + entry.compressed();
        ByteBuffer found = bytes(at, (int) Math.min(16, file.size() - at));
        int skip = found.remaining() >= 4 && found.getInt(0) == DESCRIPTOR_SIGNATURE ? 4 : 0;
        boolean agrees = found.remaining() >= skip + 12
                && unsigned(found.getInt(skip)) == entry.crc()
                && unsigned(found.getInt(skip + 4)) == entry.compressed()
                && unsigned(found.getInt(skip + 8)) == entry.size();
        if (!agrees) {
            throw BadArchiveException.of(entry.name(), "is another entry in the directory than behind its content");
        }
        return skip + 12;
    }

    private static String name(ByteBuffer bytes, int at, int length) throws BadArchiveException {
        byte[] name = new byte[length];
        bytes.get(at, name);
        try {
            return EntryNames.check(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString());
        } catch (CharacterCodingException e) {
            throw BadArchiveException.of("has an entry whose name is not UTF-8");
        }
    }

    private ByteBuffer bytes(long at, int length) throws IOException, BadArchiveException {
        if (at < 0 || length < 0 || at + length > file.size()) {
            throw BadArchiveException.of("is truncated or no jar at all: send it again");
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw BadArchiveException.of("is truncated or no jar at all: send it again");
            }
        }
        return bytes.flip();
    }

    private static int unsigned(short number) {
        return Short.toUnsignedInt(number);
    }

    private static long unsigned(int number) {
        return Integer.toUnsignedLong(number);
    }
}
