/**
 * Values as BSON and back. Everything comes back as it went in: what BSON has no type for is kept in a form that says so itself
 * ({@link dev.naust.mongodb.bson.Tagged}) or beside a near value ({@link dev.naust.mongodb.bson.Companions}).
 */
@NullMarked
package dev.naust.mongodb.bson;

import org.jspecify.annotations.NullMarked;
