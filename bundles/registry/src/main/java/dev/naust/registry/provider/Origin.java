package dev.naust.registry.provider;

import org.osgi.framework.Version;

/**
 * The bundle that a provider came with.
 *
 * @param bundleId the framework's number of the bundle
 * @param name its symbolic name
 * @param version its version
 */
public record Origin(long bundleId, String name, Version version) {}
