namespace Cloakroom.Bench;

/// <summary>Sessions that were put into a store: their IDs, for asking.</summary>
internal sealed class Population(ISessionStore store, DateTimeOffset start)
{
    private readonly List<SessionId> _ids = [];

    public int Count => _ids.Count;

    public SessionId this[int index] => _ids[index];

    public SessionDigest DigestOf(int index) => _ids[index].DigestFor(store);

    /// <summary>Adds sessions that live this long, each of another user; answers how many a second.</summary>
    public Task<double> GrowAsync(int count, TimeSpan life, string what, string prefix = "")
    {
        int from = _ids.Count;
        _ids.AddRange(Enumerable.Repeat(default(SessionId), count));
        return Filling.RunAsync(store, count, what, i =>
        {
            string user = prefix + Typical.UserId(from + i);
            var id = SessionId.CreateFor(store, user);
            // Each place is written by one caller, and the list does not grow meanwhile.
            _ids[from + i] = id;
            return Typical.Of(user, from + i, id.DigestFor(store), start) with { ExpiresAt = start + life, IdleTimeout = life };
        });
    }
}
