/** Which providers are there: vetting them as their bundles come, and telling the rest of the registry when they go. */
@NullMarked
package dev.naust.registry.provider;

import org.jspecify.annotations.NullMarked;
