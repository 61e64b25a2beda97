/** Offers what the monitors know to whoever speaks the language of Felix Health Checks. */
@org.jspecify.annotations.NullMarked
package dev.naust.health.check;
