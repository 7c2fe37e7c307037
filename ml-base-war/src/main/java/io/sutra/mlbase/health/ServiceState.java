package io.sutra.mlbase.health;

/** Where ml-base stands between its start and its stop. */
public sealed interface ServiceState {

  /** The model's files are being checked and loaded. */
  record Loading() implements ServiceState {}

  /** The model is loaded and gave a finite vector; requests are served. */
  record Ready() implements ServiceState {}

  /** The service is stopping: requests in flight finish, new ones belong elsewhere. */
  record Draining() implements ServiceState {}

  /**
   * The model cannot be served.
   *
   * @param reason what is wrong and what to do, for the operator
   */
  record Failed(String reason) implements ServiceState {}
}
