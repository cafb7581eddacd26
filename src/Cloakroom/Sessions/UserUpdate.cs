namespace Cloakroom;

/// <summary>
/// Gives the live sessions of a user other roles or another address. To be called once the change of the account itself can be read: a login
/// or a new ID at the same time looks at the account after its session exists, so that one of the two sees the other.
/// </summary>
internal static class UserUpdate
{
    // Each round that finds something means that somebody else has changed or begun a session in between.
    private const int Rounds = 16;

    /// <param name="sessions">The user's live sessions, from the store itself.</param>
    /// <param name="update">Changes one of them.</param>
    /// <param name="user">The user as they are now.</param>
    /// <returns>How many were changed.</returns>
    /// <exception cref="StoreUnavailableException">Some may be as they were; to be repeated.</exception>
    public static async ValueTask<int> RunAsync(Func<ValueTask<IReadOnlyList<Session>>> sessions, Func<Session, ValueTask<Applied>> update, SessionUser user)
    {
        int changed = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Session[] outdated = [.. (await sessions()).Where(s => s.User != user)];
            if (outdated.Length == 0)
            {
                return changed;
            }

            foreach (Session session in outdated)
            {
                changed += await update(session with { User = user }) == Applied.Done ? 1 : 0;
            }
        }

        throw new StoreUnavailableException("The sessions of this user change faster than they can be updated.");
    }
}
