namespace Cloakroom.Cookies;

/// <summary>All cookies in the order of their last access: a list through the cookies themselves, so that an access costs no search.</summary>
internal sealed class AccessOrder
{
    private KeptCookie? _latest;
    private long _number;

    /// <summary>The cookie that was not used for the longest time.</summary>
    public KeptCookie? Earliest { get; private set; }

    /// <summary>From the earliest access to the latest.</summary>
    public IEnumerable<KeptCookie> All()
    {
        for (KeptCookie? cookie = Earliest; cookie is not null; cookie = cookie.Later)
        {
            yield return cookie;
        }
    }

    public void Add(KeptCookie cookie)
    {
        cookie.AccessNumber = ++_number;
        (cookie.Earlier, cookie.Later) = (_latest, null);
        if (_latest is null)
        {
            Earliest = cookie;
        }
        else
        {
            _latest.Later = cookie;
        }

        _latest = cookie;
    }

    public void Remove(KeptCookie cookie)
    {
        if (cookie.Earlier is null)
        {
            Earliest = cookie.Later;
        }
        else
        {
            cookie.Earlier.Later = cookie.Later;
        }

        if (cookie.Later is null)
        {
            _latest = cookie.Earlier;
        }
        else
        {
            cookie.Later.Earlier = cookie.Earlier;
        }

        (cookie.Earlier, cookie.Later) = (null, null);
    }

    public void Touch(KeptCookie cookie, long now)
    {
        cookie.LastAccess = now;
        if (cookie.Later is not null)
        {
            Remove(cookie);
            Add(cookie);
        }
    }
}
