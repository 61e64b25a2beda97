package dev.naust.console.view;

/**
 * The question before a migration that was cut over is finished.
 *
 * @param lead what it means
 */
public record FinishView(String id, String title, String lead) {}
