/**
 * Tests against a server that speaks MongoDB's protocol, or against a real deployment when {@code NAUST_TEST_MONGODB_URI} names
 * one.
 */
@NullMarked
package dev.naust.mongodb;

import org.jspecify.annotations.NullMarked;
