namespace Cloakroom.Server.Settings;

/// <summary>The program cannot do what it was started for. The message is one sentence for the person who started it: what is wrong and what to do.</summary>
internal sealed class StartRefusedException(string sentence, Exception? inner = null) : Exception(sentence, inner);
