/** Which plugins may run: the policy of {@code config/naust.json}, checksums and JAR signatures. */
@NullMarked
package dev.naust.registry.trust;

import org.jspecify.annotations.NullMarked;
