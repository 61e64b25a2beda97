package dev.naust.mongodb.files;

import com.mongodb.MongoGridFSException;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.GridFSUploadStream;
import com.mongodb.client.gridfs.model.GridFSFile;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.naust.api.model.Bytes;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoredFiles;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.Quietly;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in the database's GridFS bucket {@code fs}, so that every tool of MongoDB finds them. A file is there as soon as its
 * entry is, which is written after all of its chunks. Safe for use by several threads.
 */
public final class MongoFiles implements StoredFiles {
    private static final Logger LOG = LoggerFactory.getLogger(MongoFiles.class);
    private static final String NAME = "filename";
    private static final String UPLOADED = "uploadDate";
    private static final String ID = "_id";
    private static final String SHA256 = "sha256";
    private static final int CHUNK = 64 * 1024;

    private final Access access;
    private final GridFSBucket bucket;

    public MongoFiles(Access access) {
        this.access = access;
        this.bucket = GridFSBuckets.create(access.database());
    }

    @Override
    public List<StoredFile> list(String folder, Optional<String> after, int limit) throws InterruptedException {
        if (!folder.isEmpty()) {
            FilePath.require(folder);
        }
        return access.run("Listing files", () -> {
            List<StoredFile> found = new ArrayList<>();
            String last = "";
            for (GridFSFile each : bucket.find(below(folder, after)).sort(newestOfEach())) {
                if (found.size() == limit) {
                    break;
                }
                if (!each.getFilename().equals(last) && FilePath.isValid(each.getFilename())) {
                    last = each.getFilename();
                    found.add(shown(each));
                }
            }
            return found;
        });
    }

    private static Bson below(String folder, Optional<String> after) {
        List<Bson> parts = new ArrayList<>();
        if (!folder.isEmpty()) {
            parts.add(Filters.gte(NAME, folder + "/"));
            // The character behind the slash.
            parts.add(Filters.lt(NAME, folder + "0"));
        }
        after.ifPresent(path -> parts.add(Filters.gt(NAME, path)));
        return parts.isEmpty() ? new BsonDocument() : Filters.and(parts);
    }

    private static Bson newestOfEach() {
        return Sorts.orderBy(Sorts.ascending(NAME), Sorts.descending(UPLOADED), Sorts.descending(ID));
    }

    @Override
    public Optional<StoredFile> find(String path) throws InterruptedException {
        FilePath.require(path);
        return access.run("Looking for a file", () -> newest(path).map(MongoFiles::shown));
    }

    private Optional<GridFSFile> newest(String path) {
        return Optional.ofNullable(
                bucket.find(Filters.eq(NAME, path)).sort(newestOfEach()).first());
    }

    @Override
    public InputStream open(String path) throws InterruptedException {
        FilePath.require(path);
        return access.run("Reading a file", () -> {
            GridFSFile file = newest(path)
                    .orElseThrow(() -> new StoreException(
                            CommonError.FILE_NOT_FOUND, "There is no file \"" + path + "\"; check its path"));
            return new CheckedStream(bucket.openDownloadStream(file.getId()), path, file.getLength(), sum(file));
        });
    }

    @Override
    public StoredFile write(String path, InputStream content, Optional<String> expected)
            throws IOException, InterruptedException {
        FilePath.require(path);
        access.run("Writing a file", () -> {
            refuseOthers(path, expected, Optional.empty());
            return true;
        });
        ObjectId id = upload(path, content);
        return access.run("Writing a file", () -> settle(path, expected, id));
    }

    /** Sends the content; the file's entry, with its checksum, comes last. */
    private ObjectId upload(String path, InputStream content) throws IOException, InterruptedException {
        Document about = new Document();
        GridFSUploadStream out = access.run(
                "Writing a file", () -> bucket.openUploadStream(path, new GridFSUploadOptions().metadata(about)));
        boolean whole = false;
        try {
            MessageDigest digest = sha256();
            DigestInputStream in = new DigestInputStream(content, digest);
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                int count = n;
                access.run("Writing a file", () -> {
                    out.write(chunk, 0, count);
                    return true;
                });
            }
            about.put(SHA256, new Binary(digest.digest()));
            access.run("Writing a file", () -> {
                out.close();
                return true;
            });
            whole = true;
            return out.getObjectId();
        } finally {
            if (!whole) {
                Quietly.run("remove the chunks of a file that was not written", out::abort);
            }
        }
    }

    /** The new file takes the place of the expected one, or gives way to another that came meanwhile. */
    private StoredFile settle(String path, Optional<String> expected, ObjectId id) {
        String version = version(new org.bson.BsonObjectId(id));
        try {
            refuseOthers(path, expected, Optional.of(version));
            for (GridFSFile each : bucket.find(Filters.eq(NAME, path))) {
                if (!version(each.getId()).equals(version)) {
                    remove(each);
                }
            }
        } catch (RuntimeException e) {
            Quietly.run("remove a file that gave way", () -> bucket.delete(id));
            throw e;
        }
        return newest(path)
                .map(MongoFiles::shown)
                .orElseThrow(() -> new StoreException(
                        CommonError.FILE_EXISTS,
                        "The file \"" + path + "\" was replaced by another; look at it first"));
    }

    private void refuseOthers(String path, Optional<String> expected, Optional<String> own) {
        boolean there = false;
        for (GridFSFile each : bucket.find(Filters.eq(NAME, path)).sort(newestOfEach())) {
            String version = version(each.getId());
            there |= expected.map(version::equals).orElse(false);
            boolean known = own.map(version::equals).orElse(false)
                    || expected.map(version::equals).orElse(false)
                    || there;
            if (!known) {
                throw exists(path);
            }
        }
        if (expected.isPresent() && !there) {
            throw exists(path);
        }
    }

    private static StoreException exists(String path) {
        return new StoreException(
                CommonError.FILE_EXISTS,
                "Another file is at \"" + path + "\" than the one expected; look at it, then decide again");
    }

    @Override
    public boolean delete(String path) throws InterruptedException {
        FilePath.require(path);
        return access.run("Removing a file", () -> {
            boolean there = false;
            for (GridFSFile each : bucket.find(Filters.eq(NAME, path)).into(new ArrayList<>())) {
                there |= remove(each);
            }
            return there;
        });
    }

    /** Tells whether it was there: several may try at once to remove what gave way. */
    private boolean remove(GridFSFile file) {
        try {
            bucket.delete(file.getId());
            return true;
        } catch (MongoGridFSException e) {
            LOG.debug("Another program removed the file {} first", file.getId(), e);
            return false;
        }
    }

    private static StoredFile shown(GridFSFile file) {
        return new StoredFile(
                file.getFilename(),
                file.getLength(),
                file.getUploadDate().toInstant(),
                sum(file),
                version(file.getId()));
    }

    private static Optional<Bytes> sum(GridFSFile file) {
        Document about = file.getMetadata();
        return about != null && about.get(SHA256) instanceof Binary sum
                ? Optional.of(Bytes.of(sum.getData()))
                : Optional.empty();
    }

    private static String version(BsonValue id) {
        return id.isObjectId() ? id.asObjectId().getValue().toHexString() : new BsonDocument(ID, id).toJson();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256 (MessageDigest's contract)", e);
        }
    }
}
