package dev.naust.console.view;

/** A state in a word or two. */
public record Badge(String text, Tone tone) {}
