namespace Cloakroom;

/// <summary>
/// The store cannot be started. The message is one sentence for the person who starts the program: what is wrong and what to do about it.
/// </summary>
public sealed class StoreStartException(string message, Exception? inner = null) : Exception(message, inner);
