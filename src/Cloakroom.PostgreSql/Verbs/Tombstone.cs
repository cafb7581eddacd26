namespace Cloakroom.PostgreSql;

/// <summary>The column <c>ended</c>: 0 for a live session, otherwise the number of the reason.</summary>
internal static class Tombstone
{
    public const short Live = 0;

    /// <summary>A reason of a newer version counts as revoked: ended stays ended.</summary>
    public static EndReason Reason(int number) => Enum.IsDefined((EndReason)number) ? (EndReason)number : EndReason.Revoked;
}
