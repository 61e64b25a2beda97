package dev.naust.api.store;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** Making and removing collections. */
@ConsumerType
public interface SchemaEditing {

    /** Where a collection of another store would be in this one, before names are made to fit. */
    DatasetId place(DatasetId foreign);

    /**
     * The name as this technology can hold it: the same, where it can, else as close as possible and the same for the same
     * name every time. Never empty. Two names may become one; the caller keeps them apart.
     */
    String fit(String name);

    /** Whether two collections, indexes or fields with these names would be the same to this technology. */
    default boolean sameName(String a, String b) {
        return a.equals(b);
    }

    /** Whether a field of one type can refer to a field of the other, both of this technology. */
    default boolean mayRefer(FieldType from, FieldType to) {
        return from.kind() == to.kind() || isExactNumber(from.kind()) && isExactNumber(to.kind());
    }

    private static boolean isExactNumber(Kind kind) {
        return kind == Kind.INT32 || kind == Kind.INT64 || kind == Kind.DECIMAL;
    }

    /**
     * The shapes that collections can be made in. One of shape {@link Shape#COLLECTION} takes records with fields that its
     * schema does not name.
     */
    default Set<Shape> shapes() {
        return Set.of(Shape.TABLE);
    }

    /**
     * Why this technology cannot have a collection that declares this, each reason in a sentence with what to do; empty when no
     * limit of it is passed. It is told from the declaration alone, so that a plan can say it before anything is made.
     *
     * @param wanted what would be made, all names fitted, all types this technology's own
     */
    default List<String> obstacles(Schema wanted) {
        return List.of();
    }

    /**
     * The steps that make these collections with everything that the schemas declare, in the order of their phases.
     *
     * @param schemas what to make, all names fitted, all types this technology's own
     */
    List<SchemaStep> steps(List<Schema> schemas);

    /**
     * Does one step.
     *
     * @throws InterruptedException when the thread is interrupted; the step is undone or never started then
     * @throws StoreException when the store refuses
     */
    void apply(SchemaStep step) throws InterruptedException;

    /** Removes a collection and its records, with references to it. A collection that is not there is no error. */
    void drop(DatasetId id) throws InterruptedException;

    /**
     * What gives out numbers for fields of a collection, where writing a number does not move it past that by itself.
     *
     * @param id a collection that is there
     * @param fields the fields that matter
     */
    default List<Numbering> numberings(DatasetId id, Set<String> fields) throws InterruptedException {
        return List.of();
    }

    /**
     * Moves what gives out numbers for a field, if it still stands where it stood.
     *
     * @param from where it stood, as {@link Numbering} says it
     * @param to where it is to stand
     * @return false when it stands elsewhere, or nothing gives out numbers for the field, or it may not be moved
     */
    default boolean moveNumbering(DatasetId id, String field, String from, String to) throws InterruptedException {
        return false;
    }
}
