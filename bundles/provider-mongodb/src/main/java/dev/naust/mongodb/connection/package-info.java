/** The connection to a deployment of MongoDB: its settings, its limits in time, and what its failures mean. */
@NullMarked
package dev.naust.mongodb.connection;

import org.jspecify.annotations.NullMarked;
