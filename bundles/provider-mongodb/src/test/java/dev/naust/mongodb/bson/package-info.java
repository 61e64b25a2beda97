/** Tests of values as BSON, without any server. */
@NullMarked
package dev.naust.mongodb.bson;

import org.jspecify.annotations.NullMarked;
