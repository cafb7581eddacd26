namespace Cloakroom.FaultTests.Histories;

/// <summary>What a client asks of a node.</summary>
internal enum Verb
{
    /// <summary>A new session.</summary>
    Login,

    /// <summary>Who am I?</summary>
    Who,

    /// <summary>All sessions of the user.</summary>
    List,

    /// <summary>The data of the session.</summary>
    Read,

    /// <summary>Writes data of the session.</summary>
    Write,

    /// <summary>Ends the session that is shown.</summary>
    Logout,

    /// <summary>Ends another session of the user.</summary>
    EndOne,

    /// <summary>Ends all sessions of the user but the one shown.</summary>
    EndOthers,

    /// <summary>Ends all sessions of the user.</summary>
    EndAll,

    /// <summary>A page for everybody, asked for without a session.</summary>
    Public,
}
