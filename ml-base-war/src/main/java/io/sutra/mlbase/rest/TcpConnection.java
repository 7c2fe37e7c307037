package io.sutra.mlbase.rest;

import java.net.InetSocketAddress;

/** The two ends of a connection; equal addresses are equal in their IPv4 and IPv4-mapped forms. */
record TcpConnection(InetSocketAddress local, InetSocketAddress remote) {}
