/**
 * Opens MongoDB databases as stores, with the official driver. Collections are read and written as what they are; collections
 * that are made for tables keep the tables' declarations, so that everything comes home as it went.
 */
@NullMarked
package dev.naust.mongodb;

import org.jspecify.annotations.NullMarked;
