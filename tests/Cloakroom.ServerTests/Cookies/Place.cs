namespace Cloakroom.ServerTests.Cookies;

/// <summary>An origin of the test's world. Two doors, that is ports, lead to the same host: cookies do not tell them apart.</summary>
/// <param name="Host">The host as a browser writes it.</param>
/// <param name="IsTls">https, or plain http.</param>
/// <param name="Door">0 or 1.</param>
internal sealed record Place(string Host, bool IsTls, int Door)
{
    public override string ToString() => $"{(IsTls ? "https" : "http")}://{Host}:{Door}";
}

/// <summary>One request on the way of a step, and its answer. All hops but the last redirect to the next one.</summary>
/// <param name="Place">Whom it asks.</param>
/// <param name="Path">For what; not necessarily as a browser writes it.</param>
/// <param name="Status">The status of a redirect.</param>
/// <param name="Lines">The Set-Cookie lines of the answer; each character is one octet.</param>
internal sealed record Hop(Place Place, string Path, int Status, params IReadOnlyList<string> Lines)
{
    public override string ToString() => $"{Place}{Path}{string.Concat(Lines.Select(l => $"\n      Set-Cookie: {Octets.Show(l)}"))}";
}

/// <summary>A hop within a playing script.</summary>
/// <param name="Hop">The hop.</param>
/// <param name="Url">Its address.</param>
/// <param name="Id">What the query of the address has.</param>
internal sealed record Leg(Hop Hop, Uri Url, string Id);
