package dev.naust.api.store;

/**
 * What gives out numbers for a field of new records, and whether it is past those that the records hold.
 *
 * @param field the field
 * @param name what gives them out, for people: {@code public.orders_id_seq}
 * @param now where it stands, in the store's own form; empty when that cannot be known
 * @param due where it is to stand, so that the next number is past all that the records hold: {@code now} when it does
 * @param obstacle why the store would not let it be moved to there, with what to do, as a sentence; empty when it would
 */
public record Numbering(String field, String name, String now, String due, String obstacle) {}
