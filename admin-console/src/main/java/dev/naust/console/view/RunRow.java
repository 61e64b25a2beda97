package dev.naust.console.view;

/**
 * A run in a list.
 *
 * @param amount how many records it has done
 * @param took how long it took or has taken so far
 */
public record RunRow(
        String id, String href, String kind, String title, Badge state, String amount, Moment startedAt, String took) {}
