/** What a database holds: its collections, what is declared of them, and what a look at their documents shows. */
@NullMarked
package dev.naust.mongodb.catalogue;

import org.jspecify.annotations.NullMarked;
