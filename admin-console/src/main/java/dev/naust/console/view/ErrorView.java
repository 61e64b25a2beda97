package dev.naust.console.view;

/**
 * Something went wrong.
 *
 * @param detail what it means and what to do next
 * @param requestId by which the log has it; empty where the log has nothing
 */
public record ErrorView(int status, String title, String detail, String requestId) {}
