/** What runs leave for people to put right, in the server's state. */
@NullMarked
package dev.naust.migration.leftover;

import org.jspecify.annotations.NullMarked;
