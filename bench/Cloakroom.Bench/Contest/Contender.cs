namespace Cloakroom.Bench.Contest;

/// <summary>Something that answers requests, in processes of its own.</summary>
/// <param name="Name">For people.</param>
/// <param name="Url">Where.</param>
/// <param name="Processes">Whose processor time counts, with that of their children.</param>
internal sealed record Contender(string Name, Uri Url, params int[] Processes);
