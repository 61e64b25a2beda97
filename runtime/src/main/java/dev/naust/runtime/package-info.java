/**
 * The launcher: it prepares the home folder, boots the OSGi framework with the bundles in their order, and waits. It knows
 * no other module; what it needs of them it takes from the framework's services under types of the JDK.
 */
@NullMarked
package dev.naust.runtime;

import org.jspecify.annotations.NullMarked;
