package io.sutra.cache.connector;

import jakarta.resource.NotSupportedException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.Serializable;
import javax.transaction.xa.XAResource;

/** The adapter as the server deploys it. Outbound only, without transactions; it holds nothing. */
@Connector(
    displayName = "Sutra cache connector",
    description = "Pooled connections to a Sutra cache shard",
    vendorName = "Sutra",
    eisType = "Sutra cache shard",
    transactionSupport = TransactionSupportLevel.NoTransaction)
public final class CacheResourceAdapter implements ResourceAdapter, Serializable {

  private static final long serialVersionUID = 1L;

  @Override
  public void start(BootstrapContext context) {
    // Connections begin when the pool asks for them.
  }

  @Override
  public void stop() {
    // The pool destroys its connections before.
  }

  @Override
  public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec specification)
      throws NotSupportedException {
    throw new NotSupportedException("a shard sends no messages: there are no endpoints");
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec specification) {
    // None was activated.
  }

  @Override
  public XAResource[] getXAResources(ActivationSpec[] specifications) {
    return new XAResource[0];
  }

  /** Adapters have no settings: all are the same. */
  @Override
  public boolean equals(Object object) {
    return object instanceof CacheResourceAdapter;
  }

  @Override
  public int hashCode() {
    return CacheResourceAdapter.class.hashCode();
  }
}
