package org.fiducial.generators;

import java.util.List;
import net.jqwik.api.configurators.ArbitraryConfigurator;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.providers.ArbitraryProvider;

/** The domain for {@code @Domain(AttentionDomain.class)}: attention inputs and nothing else. */
public final class AttentionDomain implements DomainContext {
    @Override
    public List<ArbitraryProvider> getArbitraryProviders() {
        return List.of(new AttentionProvider());
    }

    @Override
    public List<ArbitraryConfigurator> getArbitraryConfigurators() {
        return List.of();
    }
}
