namespace Cloakroom;

/// <summary>
/// Gives out and rotates refresh tokens (RFC 9700 4.14.2). Each use replaces the token, in one conditional write: of many requests with one
/// token one rotates, and the others are given the same successor. A logout needs no word here: the state goes with the session, and a write
/// to what is gone does nothing.
/// </summary>
internal sealed class RefreshTokens(SessionEngine engine, TokenOptions options, TimeProvider time)
{
    /// <summary>Prefix of the data keys that are not the application's.</summary>
    public const string ReservedKeys = "cloakroom.";

    private const string Key = ReservedKeys + "refresh";

    // Each conflict means that somebody else succeeded.
    private const int Attempts = 16;

    /// <summary>False where the store keeps no data with sessions.</summary>
    public bool IsPossible => engine.Data is not null;

    private ISessionDataStore Data => engine.Data
        ?? throw new InvalidOperationException("Sessions with tokens need a store that keeps data: implement ISessionDataStore.");

    /// <summary>The first token of a session that has just begun.</summary>
    /// <exception cref="StoreUnavailableException">The session is ended again.</exception>
    public async ValueTask<RefreshToken> BeginAsync(StartedSession started)
    {
        var first = RefreshToken.Create(started.Id);
        try
        {
            DataOutcome outcome = await Data.WriteAsync(
                new(started.Session.Digest, Key, RefreshState.Of(first).Write(), DataCondition.None), CancellationToken.None);
            return outcome.Result == DataResult.Written ? first
                : throw new StoreUnavailableException($"The refresh token of a new session could not be stored: {outcome.Result}.");
        }
        catch (StoreUnavailableException)
        {
            await engine.EndAsync(new(started.Session.Digest, EndReason.Rotated), started.Session);
            throw;
        }
    }

    /// <summary>The successor of a token, and the live session that it belongs to.</summary>
    /// <param name="shown">What the client showed.</param>
    /// <param name="carrier">The way it came.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StoreUnavailableException">Nothing is known, and nothing was changed for certain: the same token may be shown again.</exception>
    public async ValueTask<Refreshed> RefreshAsync(RefreshToken shown, Carrier carrier, CancellationToken cancellationToken)
    {
        SessionDigest digest = engine.DigestOf(shown.Session);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            DateTimeOffset read = time.GetUtcNow();
            // The store itself, past the near cache: a logout anywhere is faster than a rotation here.
            Decision decision = await engine.AskStoreAsync(digest, cancellationToken);
            if (decision is not Decision.Valid { Session: var session })
            {
                return decision is Decision.Anonymous refused ? new(refused.Reason) : throw new StoreUnavailableException("Sessions cannot be checked.");
            }

            // A token that a browser keeps from its pages is none for a body that a page can write, and the other way round.
            DataItem? item = session.Carrier == carrier ? await Data.ReadAsync(digest, Key, cancellationToken) : null;
            if (item is null || RefreshState.Read(item.Value.Span) is not { } state)
            {
                return new(await WhyGoneAsync(digest, cancellationToken));
            }

            if (state.Use(shown, options.RefreshGrace, time.GetUtcNow()) is not { } use)
            {
                await engine.EndAsync(new(digest, EndReason.Revoked), session);
                return new(Reason.RefreshReused);
            }

            // From here on not cancellable: a client that is gone comes back with the same token and is given the same successor.
            DataResult result = use.Next is null ? DataResult.Written
                : (await Data.WriteAsync(new(digest, Key, use.Next.Write(), DataCondition.Version(item.Version)), CancellationToken.None)).Result;
            switch (result)
            {
                case DataResult.Written:
                    return new(session, use.Token) { ReadAt = read };
                case DataResult.SessionGone:
                    return new(Reason.Revoked);
            }
        }

        throw new StoreUnavailableException("Too many requests refresh this session at once.");
    }

    // Its state goes with a session that ended just now; where it lives, the token has never been one of it.
    private async ValueTask<Reason> WhyGoneAsync(SessionDigest digest, CancellationToken cancellationToken) =>
        await engine.AskStoreAsync(digest, cancellationToken) is Decision.Anonymous ended ? ended.Reason : Reason.UnknownSession;

    /// <summary>Whether this token is, or was a moment ago, the one of its session.</summary>
    public async ValueTask<bool> OwnsAsync(RefreshToken shown, CancellationToken cancellationToken) =>
        await Data.ReadAsync(engine.DigestOf(shown.Session), Key, cancellationToken) is { } item
        && RefreshState.Read(item.Value.Span) is { } state && state.Knows(shown);
}

/// <summary>What a refresh came to: a session and its new token, or why there is none.</summary>
internal sealed class Refreshed
{
    public Refreshed(Session session, RefreshToken token) => (Session, Token) = (session, token);

    public Refreshed(Reason refused) => Refused = refused;

    public Session? Session { get; }

    public RefreshToken? Token { get; }

    /// <summary>When the session was read from the store: a change that came later is not in it.</summary>
    public DateTimeOffset ReadAt { get; init; }

    public Reason? Refused { get; }
}
