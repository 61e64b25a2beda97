package dev.naust.api.service;

/**
 * A change of a run.
 *
 * @param sequence grows with every event of the run
 * @param type such as {@code stageChanged}, {@code progressUpdate}, {@code errorAdded}, {@code runCompleted}
 * @param run how it stands after the change
 */
public record RunEvent(long sequence, String type, Run run) {}
