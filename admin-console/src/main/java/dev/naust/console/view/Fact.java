package dev.naust.console.view;

/** A name and what it is, for a list of facts. */
public record Fact(String name, String value) {}
