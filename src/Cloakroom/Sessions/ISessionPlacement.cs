namespace Cloakroom;

/// <summary>
/// Optional capability of a store that keeps the sessions of one user together: it chooses the route of a new ID, the last 64
/// bits, and reads it again from the digest (<see cref="SessionId.CreateFor"/>, <see cref="SessionId.DigestFor"/>).
/// </summary>
/// <remarks>
/// To everybody without the store's own key a route must look random and tell neither the user nor that two IDs are of the same user. Where
/// a store has this capability, a digest whose route was made for another user is refused by Create with <see cref="ArgumentException"/>.
/// </remarks>
public interface ISessionPlacement
{
    /// <summary>Writes the route of a new session.</summary>
    /// <param name="userId">Whose session it will be.</param>
    /// <param name="head">The digest without its route: different for every session, and so fit to hide the route with.</param>
    /// <param name="route">Where to write it; <see cref="SessionDigest.RouteLength"/> bytes.</param>
    /// <exception cref="StoreUnavailableException">The store has not been reached yet.</exception>
    void Place(string userId, ReadOnlySpan<byte> head, Span<byte> route);
}
