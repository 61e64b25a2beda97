package dev.naust.console.view;

/** Something to choose in a form. */
public record Choice(String value, String text, boolean chosen) {}
