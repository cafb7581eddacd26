using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Admin;

/// <summary>The sessions of other people, for administrators. Each act reaches all nodes and all carriers within a second.</summary>
internal sealed class LiveSessions(SessionEngine engine, ISessions sessions)
{
    public ValueTask<IReadOnlyList<Session>> OfAsync(string account, CancellationToken cancellationToken) => engine.ListAsync(account, cancellationToken);

    /// <summary>Ends one by its handle; <see cref="EndOutcome.Absent"/> when the account has none of that name.</summary>
    public async Task<EndOutcome> EndAsync(string account, string handle, CancellationToken cancellationToken) =>
        (await engine.ListAsync(account, cancellationToken)).FirstOrDefault(s => s.Handle.ToString() == handle) is { } session
            ? await engine.EndAsync(new(session.Digest, EndReason.Revoked), session) : EndOutcome.Absent;

    public Task<EndOutcome> EndAllAsync(string account, EndReason why) => sessions.EndUserAsync(account, why);

    /// <summary>Makes them follow their account: of a disabled one they end, of another they have its roles and its address.</summary>
    public async Task FollowAsync(ActOutcome.Done done, CancellationToken cancellationToken)
    {
        if (done.IsDisabled)
        {
            await sessions.EndUserAsync(done.User.Id, EndReason.UserDisabled);
        }
        else
        {
            await sessions.UpdateUserAsync(done.User, cancellationToken);
        }
    }
}
