/**
 * The typed ports of applications: objects of a class in any store, found by typed conditions, and typed jobs. What is asked for
 * here means the same on every technology.
 */
@NullMarked
@Version("0.1.0")
@Export
package dev.naust.api.port;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
