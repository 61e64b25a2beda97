/**
 * What the server offers to its own bundles and to applications, as OSGi services: which providers and stores there are, runs,
 * migrations. Interfaces here are implemented by the server alone ({@code @ProviderType}).
 */
@Version("0.1.0")
@Export
@NullMarked
package dev.naust.api.service;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
