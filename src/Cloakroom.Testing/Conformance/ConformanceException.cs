namespace Cloakroom.Testing;

/// <summary>A store broke an obligation. The message says which one and what was seen.</summary>
public sealed class ConformanceException(string message, Exception? inner = null) : Exception(message, inner);
