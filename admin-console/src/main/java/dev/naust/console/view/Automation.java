package dev.naust.console.view;

/** The same thing done by a script. */
public record Automation(String curl, String commandLine) {}
