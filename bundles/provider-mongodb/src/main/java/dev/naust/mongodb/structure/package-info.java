/** A database's structure as its catalogue has it, and commands of operators' files that change it. */
@NullMarked
package dev.naust.mongodb.structure;

import org.jspecify.annotations.NullMarked;
