namespace Cloakroom;

/// <summary>What a record of the journal is. Stored in one byte; numbers are never reused.</summary>
internal enum RevocationKind : byte
{
    Ended = 1,

    /// <summary><see cref="PendingRevocation.One"/>.</summary>
    One = 2,

    /// <summary><see cref="PendingRevocation.All"/>; the user ID follows, and the excepted session before it.</summary>
    All = 3,

    /// <summary><see cref="PendingRevocation.AllLike"/>.</summary>
    AllLike = 4,

    /// <summary>Belongs to the record ahead: a digest.</summary>
    Except = 5,

    /// <summary>Belongs to the record ahead: a piece of text.</summary>
    Text = 6,

    /// <summary>The same as <see cref="All"/>, of one that the store has taken.</summary>
    AllEnded = 7,

    /// <summary>Added to the kind of a pending one: it is settled.</summary>
    Settled = 128,
}
